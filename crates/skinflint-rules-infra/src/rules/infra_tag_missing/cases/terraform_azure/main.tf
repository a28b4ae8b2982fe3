provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "main" {
  name = "main"
  # Azure takes keys that differ in case for one.
  tags = { Service = "shop", TEAM = "web", env = "prod" }
}

resource "azurerm_storage_account" "bare" { #~ infra-tag-missing error
  name = "bare"
}

resource "azurerm_subnet" "net" {
  name = "net"
}

resource "azurerm_role_assignment" "reader" {
  scope = azurerm_storage_account.main.id
}
