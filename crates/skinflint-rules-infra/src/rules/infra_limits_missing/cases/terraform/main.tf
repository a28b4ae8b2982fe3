resource "kubernetes_deployment_v1" "web" {
  metadata {
    name = "web"
  }
  spec {
    template {
      metadata {}
      spec {
        container { #~ infra-limits-missing error
          name  = "web"
          image = "web"
        }
        container {
          name  = "log"
          image = "log"
          resources {
            limits = { memory = "64Mi" }
          }
        }
      }
    }
  }
}
