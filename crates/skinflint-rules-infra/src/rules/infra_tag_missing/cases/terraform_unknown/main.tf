data "http" "environments" {
  url = "https://example.org/environments.json"
}

module "label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"
}

provider "aws" {}

provider "aws" {
  alias = "read"
  default_tags {
    tags = merge(jsondecode(data.http.environments.response_body).tags, { service = "x" })
  }
}

variable "tags" {
  type = map(string)
}

variable "extra_tags" {
  type    = map(string)
  default = {}
}

variable "cost" {
  type = object({
    service = string
    team    = string
    env     = optional(string, "dev")
  })
}

resource "aws_sqs_queue" "from_outside" {
  name = "a"
  tags = module.label.tags
}

resource "aws_sqs_queue" "from_http" {
  name     = "b"
  provider = aws.read
}

resource "aws_sqs_queue" "from_variable" {
  name = "c"
  tags = var.tags
}

resource "aws_sqs_queue" "from_empty_default" {
  name = "d"
  tags = merge({ service = "d" }, var.extra_tags)
}

# The keys are known although no value is.
resource "aws_sqs_queue" "from_object" {
  name = "e"
  tags = var.cost
}

resource "aws_sqs_queue" "without_team" { #~ infra-tag-missing error
  name = "f"
  tags = {
    service = var.cost.service
    env     = module.label.stage
  }
}
