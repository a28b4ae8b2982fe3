variable "tags" {
  type    = map(string)
  default = {}
}

terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.other]
    }
  }
}

resource "aws_vpc" "this" {
  provider   = aws.other
  cidr_block = "10.0.0.0/16"
  tags       = merge(var.tags, { Name = "this" })
}
