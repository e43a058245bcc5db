//! The area of who runs the server.

use super::{HOSTILE, Sample, acme, at, on, outside, with_flash};
use crate::Page;
use crate::model::member::Handover;
use crate::model::operator::{
    OperatorPage, OperatorTenantPage, TenantCreatedPage, TenantNewPage, TenantRow,
};
use crate::model::{FieldError, Flash, Secret};
use crate::text::forms;

pub(super) fn samples() -> Vec<Sample> {
    let list = OperatorPage {
        tenants: vec![active(), suspended()],
    };
    vec![
        with_flash(
            outside("operator", Page::Operator(list)),
            Flash::TenantDeleted {
                slug: "initech".to_owned(),
            },
        ),
        outside("operator-empty", Page::Operator(OperatorPage::default())),
        outside("operator-tenant-new", Page::TenantNew(new(Some("")))),
        outside("operator-tenant-new-refused", Page::TenantNew(refused())),
        outside("operator-tenant-created", Page::TenantCreated(created())),
        outside("operator-tenant", Page::OperatorTenant(page(active()))),
        outside(
            "operator-tenant-suspended",
            Page::OperatorTenant(page(suspended())),
        ),
        outside(
            "operator-tenant-refused",
            Page::OperatorTenant(refused_deletion()),
        ),
        outside("tenant-new", Page::TenantNew(new(None))),
    ]
}

fn active() -> TenantRow {
    TenantRow {
        slug: acme().slug,
        name: acme().name,
        created: on("2025-11-27", "09:30:12", "2025-11-27"),
        suspended: None,
        users: 4_212,
        groups: 38,
        tokens: 2,
        members: 5,
    }
}

fn suspended() -> TenantRow {
    TenantRow {
        slug: "globex".to_owned(),
        name: HOSTILE.to_owned(),
        suspended: Some(at("01:58:20", "15 min ago")),
        ..active()
    }
}

fn new(email: Option<&str>) -> TenantNewPage {
    TenantNewPage {
        organisation: String::new(),
        slug: String::new(),
        email: email.map(str::to_owned),
        errors: Vec::new(),
    }
}

fn refused() -> TenantNewPage {
    TenantNewPage {
        organisation: HOSTILE.to_owned(),
        slug: "login".to_owned(),
        errors: vec![
            FieldError::new("slug", forms::SLUG_RESERVED),
            FieldError::new("email", forms::EMAIL_WRONG),
        ],
        ..new(Some("nobody"))
    }
}

fn created() -> TenantCreatedPage {
    TenantCreatedPage {
        slug: acme().slug,
        name: acme().name,
        email: "grace@acme.com".to_owned(),
        link: Handover::Shown {
            link: Secret::new("https://id.example/invite/7q4m0000000000000000000000".to_owned()),
            unsent: None,
        },
    }
}

fn page(tenant: TenantRow) -> OperatorTenantPage {
    OperatorTenantPage {
        base_url: format!("https://id.example/t/{}/scim/v2", tenant.slug),
        tenant,
        reason: String::new(),
        typed: String::new(),
        errors: Vec::new(),
    }
}

fn refused_deletion() -> OperatorTenantPage {
    OperatorTenantPage {
        typed: "globex".to_owned(),
        errors: vec![FieldError::new("slug", forms::typed_slug_differs("acme"))],
        ..page(active())
    }
}
