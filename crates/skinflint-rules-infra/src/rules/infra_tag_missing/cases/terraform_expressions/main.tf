provider "aws" {}

variable "env" {
  default = "prod"
}

variable "with_team" {
  default = true
}

locals {
  base  = tomap({ service = "shop", (var.env == "prod" ? "env" : "stage") = var.env })
  pairs = { service = "shop", team = "web", env = "prod" }
  upper = { for key, value in local.pairs : upper(key) => value }
  some  = { for key, value in local.pairs : key => value if key != "team" }
  lists = [{ key = "service", value = "shop" }, { key = "team", value = "web" }, { key = "env", value = "prod" }]
}

resource "aws_sqs_queue" "conditional" {
  name = "a"
  tags = var.with_team ? merge(local.base, { team = "web" }) : local.base
}

resource "aws_sqs_queue" "base_only" { #~ infra-tag-missing error
  name = "b"
  tags = local.base
}

resource "aws_sqs_queue" "comprehension" {
  name = "c"
  tags = { for tag in local.lists : tag.key => tag.value }
}

resource "aws_sqs_queue" "filtered" { #~ infra-tag-missing error
  name = "d"
  tags = local.some
}

resource "aws_sqs_queue" "shouting" { #~ infra-tag-missing error
  name = "e"
  tags = local.upper
}

resource "aws_sqs_queue" "from_sibling" {
  name = "f"
  tags = aws_sqs_queue.conditional.tags
}

resource "aws_sqs_queue" "null_is_none" { #~ infra-tag-missing error
  name = "g"
  tags = merge(local.pairs, { team = null })
}

resource "aws_sqs_queue" "each" { #~ infra-tag-missing error
  for_each = {
    good = { service = "shop", team = "web", env = "prod" }
    bad  = { service = "shop", env = "prod" }
  }
  name = each.key
  tags = each.value
}

resource "aws_sqs_queue" "never_made" {
  count = 0
  name  = "h"
}

resource "aws_sqs_queue" "for_nobody" {
  for_each = toset([])
  name     = each.key
}
