resource "aws_sqs_queue" "orders_v2" {
  name = "orders"
  tags = { service = "shop", team = "checkout", env = "prod" }
}
