provider "aws" {
  default_tags {
    tags = { service = "shop", team = "web", env = "prod" }
  }
}

# Default tags do not reach groups.
resource "aws_autoscaling_group" "bare" { #~ infra-tag-missing error
  max_size = 3
  min_size = 1
}

resource "aws_autoscaling_group" "blocks" {
  max_size = 3
  min_size = 1
  tag {
    key                 = "service"
    value               = "shop"
    propagate_at_launch = true
  }
  dynamic "tag" {
    for_each = { team = "web", env = "prod" }
    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}

variable "asg_tags" {
  type = map(string)
}

resource "aws_autoscaling_group" "unknown" {
  max_size = 3
  min_size = 1
  dynamic "tag" {
    for_each = var.asg_tags
    iterator = each_tag
    content {
      key                 = each_tag.key
      value               = each_tag.value
      propagate_at_launch = true
    }
  }
}
