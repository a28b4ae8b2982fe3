terraform {
  backend "s3" {}
}

variable "log_days" {
  default = 30
}

variable "days" {
  type = number
}

locals {
  groups = {
    short = { days = 14 }
    none  = { days = 0 }
  }
  kept = { a = { days = 7 }, b = { days = 30 } }
  logs = toset(["audit-logs", "flow-logs"])
}

resource "aws_cloudwatch_log_group" "none" { #~ infra-retention-missing warning
  name = "none"
}

resource "aws_cloudwatch_log_group" "zero" { #~ infra-retention-missing warning
  name              = "zero"
  retention_in_days = 0
}

resource "aws_cloudwatch_log_group" "long" { #~ infra-retention-missing warning
  name              = "long"
  retention_in_days = 3653
}

resource "aws_cloudwatch_log_group" "default" {
  name              = "default"
  retention_in_days = var.log_days
}

resource "aws_cloudwatch_log_group" "unknown" {
  name              = "unknown"
  retention_in_days = var.days
}

resource "aws_cloudwatch_log_group" "each" {
  for_each          = local.kept
  name              = each.key
  retention_in_days = each.value.days
}

resource "aws_cloudwatch_log_group" "one_of" { #~ infra-retention-missing warning
  for_each          = local.groups
  name              = each.key
  retention_in_days = each.value.days
}

resource "aws_s3_bucket" "backups" { #~ infra-retention-missing warning
  bucket = "acme-backups"
  # It keeps the bucket, not its objects.
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket" "website" {
  bucket = "acme-website"
}

resource "aws_s3_bucket" "website_logs" { #~ infra-retention-missing warning
  bucket = "acme-website-logs"
}

resource "aws_s3_bucket" "old_style" {
  bucket = "acme-exports"
  lifecycle_rule {
    enabled = true
    expiration {
      days = 30
    }
  }
}

resource "aws_s3_bucket" "by_reference" {
  bucket = "acme-results"
}

resource "aws_s3_bucket_lifecycle_configuration" "by_reference" {
  bucket = aws_s3_bucket.by_reference.id
  rule {
    id     = "expire"
    status = "Enabled"
    expiration {
      days = 30
    }
  }
}

resource "aws_s3_bucket" "turned_off" { #~ infra-retention-missing warning
  bucket = "acme-reports"
}

resource "aws_s3_bucket_lifecycle_configuration" "turned_off" {
  bucket = aws_s3_bucket.turned_off.id
  rule {
    id     = "expire"
    status = "Disabled"
    expiration {
      days = 30
    }
  }
}

resource "aws_s3_bucket" "by_name" {
  bucket = "acme-dumps"
}

resource "aws_s3_bucket_lifecycle_configuration" "by_name" {
  bucket = "acme-dumps"
  rule {
    id     = "expire"
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "by_key" {
  for_each = local.logs
  bucket   = "acme-${each.key}"
}

resource "aws_s3_bucket_lifecycle_configuration" "by_key" {
  for_each = local.logs
  bucket   = aws_s3_bucket.by_key[each.key].id
  rule {
    id     = "expire"
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "over_itself" {
  for_each = local.logs
  bucket   = "other-${each.key}"
}

resource "aws_s3_bucket_lifecycle_configuration" "over_itself" {
  for_each = aws_s3_bucket.over_itself
  bucket   = each.value.id
  rule {
    id     = "expire"
    status = "Enabled"
  }
}

module "with" {
  source = "./modules/bucket"
  days   = 7
}

module "without" {
  source = "./modules/bucket"
  days   = 0
}

module "from_outside" {
  source = "./modules/bucket"
  days   = 0
}

resource "google_storage_bucket" "output" { #~ infra-retention-missing warning
  name = "acme-output"
}

resource "google_storage_bucket" "input" {
  name = "acme-uploads"
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      age = 7
    }
  }
}

resource "aws_backup_plan" "daily" { #~ infra-retention-missing warning
  name = "daily"
  rule {
    rule_name = "a"
    lifecycle {
      delete_after = 30
    }
  }
  rule {
    rule_name = "b"
  }
}

resource "kafka_topic" "forever" { #~ infra-retention-missing warning
  name   = "forever"
  config = { "retention.ms" = "-1" }
}

resource "kafka_topic" "compacted" {
  name   = "compacted"
  config = { "retention.ms" = "-1", "cleanup.policy" = "compact" }
}
