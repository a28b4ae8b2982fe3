resource "aws_sqs_queue" "orders" {
  tags = { service = "shop", team = "checkout", env = "prod" }
}

resource "aws_iam_role_policy" "orders" {
  role   = "orders"
  policy = "{}"
}
