provider "aws" {}

resource "aws_kms_key" "this" {
  description = "only a test makes it"
}
