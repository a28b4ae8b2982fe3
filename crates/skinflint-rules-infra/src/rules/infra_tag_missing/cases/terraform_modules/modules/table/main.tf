resource "aws_dynamodb_table" "this" { #~ infra-tag-missing error
  name = "this"
}
