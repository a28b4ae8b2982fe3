locals {
  common = {
    environment = "prod"
    owner       = "payments"
  }
}

provider "aws" {
  region = "eu-west-1"
  default_tags { tags = local.common }
}

# No defaults here: what uses it must bring its own.
provider "aws" {
  alias  = "global"
  region = "us-east-1"
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
  tags = { Name = "orders" }
}

resource "aws_cloudwatch_log_group" "edge" { #~ infra-tag-missing error
  name              = "edge"
  retention_in_days = 30
  provider          = aws.global
}

resource "aws_cloudfront_distribution" "site" { #~ infra-tag-missing error
  enabled = true
  tags = {
    owner = "payments"
  }
  provider = "aws.global"
}

resource "aws_acm_certificate" "site" {
  provider    = aws.global
  domain_name = "example.org"
  tags        = merge(local.common, { Name = "site" })
}

# Neither can be tagged.
resource "aws_iam_role_policy_attachment" "logs" {
  provider   = aws.global
  role       = "site"
  policy_arn = "arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"
}

resource "random_id" "suffix" {
  byte_length = 4
}

# resource "aws_sqs_queue" "retired" {
#   name = "retired"
# }
