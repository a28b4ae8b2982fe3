use std::sync::Arc;

use futures::future::join_all;
use futures::stream::{self, StreamExt};
use store::{Cached, UserRepo};

struct Greeter {
    users: Arc<dyn UserRepo>,
}

impl Greeter {
    async fn greet(&self, ids: &[i64]) {
        for id in ids {
            let user = self.users.find_by_id(*id).await; //~ query-in-loop error
            drop(user);
        }
    }

    async fn together(&self, ids: &[i64]) {
        join_all(ids.iter().map(|id| async move { self.users.find_by_id(*id).await })).await; //~ query-in-loop error
    }

    async fn streamed(&self, ids: Vec<i64>) {
        stream::iter(ids).map(|id| self.users.find_by_id(id)).buffer_unordered(8).collect::<Vec<_>>().await; //~ query-in-loop error
    }

    async fn at_once(&self, ids: &[i64]) {
        for user in self.users.find_by_ids(ids).await {
            drop(user);
        }
    }

    // An `Option` is no loop, and the first hit ends this one.
    async fn one(&self, id: Option<i64>, candidates: &[i64]) {
        if let Some(id) = id {
            self.users.find_by_id(id).await;
        }
        for id in candidates {
            if let Some(user) = self.users.find_by_id(*id).await {
                drop(user);
                return;
            }
        }
    }
}

async fn cached(users: &mut Cached, ids: &[i64]) {
    for id in ids {
        users.user(*id).await;
    }
}
