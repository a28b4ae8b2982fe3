variable "name" {}

# Every root that calls this has default tags.
resource "aws_sqs_queue" "this" {
  name = var.name
}
