variable "days" {}

resource "aws_s3_bucket" "logs" { #~ infra-retention-missing warning
  bucket = "logs"
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  count  = var.days > 0 ? 1 : 0
  bucket = aws_s3_bucket.logs.id
  rule {
    id     = "expire"
    status = "Enabled"
  }
}
