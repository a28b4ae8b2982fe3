resource "aws_sqs_queue" "orders" {
  name = "orders"
  tags = { service = "shop", team = "checkout", env = "prod" }
}
