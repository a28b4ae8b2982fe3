provider "aws" {}

# What an example leaves out, other callers may set.
module "bucket" {
  source = "../.."
  name   = "example"
  tags   = { Example = "complete" }
}

resource "aws_kms_key" "this" { #~ infra-tag-missing warning
  description = "example"
}
