use async_trait::async_trait;
use sqlx::PgPool;
use std::collections::HashMap;

pub struct User;

#[async_trait]
pub trait UserRepo {
    async fn find_by_id(&self, id: i64) -> Option<User>;
    async fn find_by_ids(&self, ids: &[i64]) -> Vec<User>;
}

pub struct PgUsers {
    pool: PgPool,
}

#[async_trait]
impl UserRepo for PgUsers {
    async fn find_by_id(&self, id: i64) -> Option<User> {
        one(&self.pool, id).await
    }

    async fn find_by_ids(&self, ids: &[i64]) -> Vec<User> {
        sqlx::query_as("SELECT * FROM users WHERE id = ANY($1)").bind(ids).fetch_all(&self.pool).await.unwrap_or_default()
    }
}

async fn one(pool: &PgPool, id: i64) -> Option<User> {
    sqlx::query_as("SELECT * FROM users WHERE id = $1").bind(id).fetch_optional(pool).await.ok().flatten()
}

/// Beside the real one; it does not hide it.
pub struct InMemoryUsers(HashMap<i64, User>);

#[async_trait]
impl UserRepo for InMemoryUsers {
    async fn find_by_id(&self, id: i64) -> Option<User> {
        self.0.get(&id).cloned()
    }

    async fn find_by_ids(&self, ids: &[i64]) -> Vec<User> {
        ids.iter().filter_map(|id| self.0.get(id).cloned()).collect()
    }
}

pub struct Cached {
    pool: PgPool,
    cache: HashMap<i64, User>,
}

impl Cached {
    /// Looks into its cache first.
    pub async fn user(&mut self, id: i64) -> Option<User> {
        if let Some(user) = self.cache.get(&id) {
            return Some(user.clone());
        }
        let user = one(&self.pool, id).await?;
        self.cache.insert(id, user.clone());
        Some(user)
    }
}
