resource "aws_sqs_queue" "orders" { #~ note-missing warning
  tags = { service = "shop", team = "payments", env = "prod" }
}
