//! Bringing an identity provider to a tenant.

use app::Page;
use app::model::connect::ConnectPage;
use axum::response::Response;

use super::context::Member;
use super::failure::Failure;
use super::{progress, reach};

/// `GET /t/<slug>/connect`
pub(super) async fn show(member: Member) -> Result<Response, Failure> {
    let page = ConnectPage {
        base_url: member.directory.scim_base_url(member.slug()),
        reach: reach::of(member.directory.public_url()),
        progress: progress::of(&member).await?,
    };
    Ok(member.page(Page::Connect(page)))
}
