provider "aws" {}

resource "aws_sqs_queue" "orders" { #~ budget-alert-missing warning
  name = "orders"
}

resource "aws_sqs_queue" "invoices" {
  name = "invoices"
}
