variable "name" {}

# Who calls this may have default tags.
resource "aws_dynamodb_table" "this" { #~ infra-tag-missing warning
  name = var.name
}
