//! The fallback of a middleware that only routes have is never used; the same middleware on all is open.
use axum::extract::{MatchedPath, Request};
use axum::middleware::{from_fn, Next};
use axum::response::Response;
use axum::Router;
use metrics::counter;

pub fn routes() -> Router {
    Router::new().route("/orders/{id}", axum::routing::get(order)).route_layer(from_fn(on_routes))
}

pub fn everything() -> Router {
    routes().layer(from_fn(on_all))
}

async fn on_routes(request: Request, next: Next) -> Response {
    let path = if let Some(matched) = request.extensions().get::<MatchedPath>() {
        matched.as_str().to_owned()
    } else {
        request.uri().path().to_owned()
    };
    counter!("routed_total", "path" => path).increment(1);
    next.run(request).await
}

async fn on_all(request: Request, next: Next) -> Response {
    let path = if let Some(matched) = request.extensions().get::<MatchedPath>() {
        matched.as_str().to_owned()
    } else {
        request.uri().path().to_owned()
    };
    counter!("requests_total", "path" => path).increment(1); //~ metric-label-unbounded error
    next.run(request).await
}

async fn order() {}
