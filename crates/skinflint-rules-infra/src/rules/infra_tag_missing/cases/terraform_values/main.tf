terraform {
  backend "s3" {}
}

provider "aws" {}

variable "tags" {
  type = map(string)
}

variable "owner_tags" {
  type = map(string)
}

resource "aws_sqs_queue" "by_file" { #~ infra-tag-missing error
  name = "a"
  tags = var.tags
}

# The deployments disagree.
resource "aws_sqs_queue" "by_deployment" {
  name = "b"
  tags = var.owner_tags
}
