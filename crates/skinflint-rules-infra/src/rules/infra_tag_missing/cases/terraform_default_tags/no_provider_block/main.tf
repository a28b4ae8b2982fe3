terraform {
  backend "s3" {}
}

resource "aws_s3_bucket" "state" { #~ infra-tag-missing error
  bucket = "state"
}

resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id
  versioning_configuration {
    status = "Enabled"
  }
}
