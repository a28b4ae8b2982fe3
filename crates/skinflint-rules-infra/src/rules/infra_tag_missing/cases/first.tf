provider "aws" {}

resource "aws_sqs_queue" "orders" { #~ infra-tag-missing error
  name = "orders"
}
