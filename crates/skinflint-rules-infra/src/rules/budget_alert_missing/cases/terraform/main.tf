terraform {
  backend "s3" {}
}

variable "thresholds" {
  type    = list(number)
  default = [0.4, 0.75, 1]
}

variable "rules" {
  type = list(object({ percent = number }))
}

resource "aws_budgets_budget" "silent" { #~ budget-alert-missing warning
  name        = "silent"
  budget_type = "COST"
}

resource "aws_budgets_budget" "to_nobody" { #~ budget-alert-missing warning
  name        = "to_nobody"
  budget_type = "COST"
  notification {
    threshold                  = 80
    threshold_type             = "PERCENTAGE"
    subscriber_email_addresses = []
  }
}

resource "aws_budgets_budget" "late" { #~ budget-alert-missing warning
  name        = "late"
  budget_type = "COST"
  notification {
    threshold                 = 100
    threshold_type            = "PERCENTAGE"
    subscriber_sns_topic_arns = [aws_sns_topic.costs.arn]
  }
}

resource "aws_budgets_budget" "in_money" {
  name        = "in_money"
  budget_type = "COST"
  notification {
    threshold                 = 40
    threshold_type            = "ABSOLUTE_VALUE"
    subscriber_sns_topic_arns = [aws_sns_topic.costs.arn]
  }
}

resource "aws_sns_topic" "costs" {
  name = "costs"
}

resource "google_billing_budget" "dynamic" {
  billing_account = "x"
  dynamic "threshold_rules" {
    for_each = var.thresholds
    content {
      threshold_percent = threshold_rules.value
    }
  }
}

resource "google_billing_budget" "unknown" {
  billing_account = "x"
  dynamic "threshold_rules" {
    for_each = var.rules
    content {
      threshold_percent = threshold_rules.value.percent
    }
  }
}

resource "google_billing_budget" "none" { #~ budget-alert-missing warning
  billing_account = "x"
}

resource "google_billing_budget" "turned_off" { #~ budget-alert-missing warning
  billing_account = "x"
  threshold_rules {
    threshold_percent = 0.5
  }
  all_updates_rule {
    disable_default_iam_recipients = true
  }
}

resource "azurerm_consumption_budget_subscription" "disabled" { #~ budget-alert-missing warning
  name = "x"
  notification {
    enabled        = false
    threshold      = 50
    contact_emails = ["a@example.org"]
  }
}

resource "azurerm_consumption_budget_resource_group" "good" {
  name = "x"
  notification {
    threshold      = 50
    contact_emails = ["a@example.org"]
  }
  notification {
    threshold      = 80
    contact_emails = ["a@example.org"]
  }
  notification {
    threshold      = 100
    contact_emails = ["a@example.org"]
  }
}
