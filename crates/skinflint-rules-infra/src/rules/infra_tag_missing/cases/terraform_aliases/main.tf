provider "aws" {}

resource "aws_sqs_queue" "other_names" {
  name = "a"
  tags = { App = "shop", TEAM = "web" }
}

resource "aws_iam_role" "exempt" {
  name = "b"
}

resource "aws_sqs_queue" "bare" { #~ infra-tag-missing error
  name = "c"
}
