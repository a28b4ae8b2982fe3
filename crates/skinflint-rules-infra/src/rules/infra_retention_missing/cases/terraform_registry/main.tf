provider "aws" {
  default_tags {
    tags = { service = "shop", team = "web", env = "prod" }
  }
}

locals {
  all  = ["shop", "billing", "legacy"]
  kept = setsubtract(local.all, ["legacy"])
}

resource "aws_ecr_repository" "all" {
  for_each = toset(local.all)
  name     = each.key
}

resource "aws_ecr_lifecycle_policy" "kept" {
  for_each   = toset([for name in local.kept : aws_ecr_repository.all[name].name])
  repository = each.key
  policy     = "{}"
}

resource "aws_ecr_repository" "bare" { #~ infra-retention-missing warning
  name = "bare"
}
