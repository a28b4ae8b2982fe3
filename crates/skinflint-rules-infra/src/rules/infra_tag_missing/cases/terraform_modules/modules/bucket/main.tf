variable "name" {}

# Every root that calls this has default tags.
resource "aws_s3_bucket" "this" {
  bucket = var.name
}
