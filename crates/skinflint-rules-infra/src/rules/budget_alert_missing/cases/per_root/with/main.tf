provider "aws" {}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}

resource "aws_budgets_budget" "all" {
  name = "all"
  notification {
    threshold                  = 90
    threshold_type             = "PERCENTAGE"
    subscriber_email_addresses = ["a@example.org"]
  }
}
