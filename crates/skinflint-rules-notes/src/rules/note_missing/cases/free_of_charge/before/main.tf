resource "aws_sqs_queue" "orders" {
  tags = { service = "shop", team = "checkout", env = "prod" }
}
