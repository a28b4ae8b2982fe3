variable "env" {
  default = ""
}

variable "service" {}

provider "aws" {
  default_tags {
    tags = { service = "shop", env = "prod" }
  }
}

provider "aws" {
  alias = "wrong"
  default_tags {
    tags = { service = "<service>", env = "live" }
  }
}

resource "aws_sqs_queue" "good" {
  name = "a"
  tags = { env = "preview-17", tier = 1, note = "TODO" }
}

resource "aws_sqs_queue" "by_defaults" { #~ infra-tag-invalid warning
  provider = aws.wrong
  name     = "b"
}

resource "aws_sqs_queue" "own" { #~ infra-tag-invalid warning
  name = "c"
  tags = { service = " ", tier = "3" }
}

# What the deployment sets is not known, and a default that says nothing is there to be replaced.
resource "aws_sqs_queue" "variables" {
  name = "d"
  tags = { service = var.service, env = var.env }
}
