//! How members sign in through the tenant's own provider. Everybody may look, owners may choose.

use app::Page;
use app::model::sign_in::SignInPage;
use app::model::{FieldError, Flash};
use app::paths;
use app::text::forms::CHOOSE;
use axum::extract::State;
use axum::response::Response;
use directory::Role;
use directory::openid::{Connection, ConnectionChange, RoleRules};

use super::field_errors;
use crate::console::context::{Member, MemberForm};
use crate::console::failure::{Failure, shown_role};
use crate::console::fields::Fields;
use crate::openid::redirect_uri;
use crate::state::AppState;

/// `GET /t/<slug>/settings/sign-in`
pub(in crate::console) async fn show(member: Member) -> Result<Response, Failure> {
    let stored = member.directory.openid().connection(&member.caller).await?;
    let page = page(&member, stored.as_ref());
    Ok(member.page(Page::SignIn(page)))
}

/// `POST /t/<slug>/settings/sign-in`: asks the provider before it is kept.
pub(in crate::console) async fn save(
    State(state): State<AppState>,
    form: MemberForm,
) -> Result<Response, Failure> {
    let MemberForm { mut member, fields } = form;
    let openid = member.directory.openid();
    let has_secret = openid.connection(&member.caller).await?.is_some();
    let others = others(&fields);
    let connection = connection(&fields, others.as_ref().copied().unwrap_or_default());
    let secret = fields.text("client_secret");
    let change = ConnectionChange {
        client_secret: (!secret.is_empty()).then(|| secret.into()),
        connection: connection.clone(),
    };
    let refused = match (openid.check(&member.caller, &change).await, others) {
        (Ok(()), Ok(_)) => asked(&state, &connection).await,
        (Ok(()), Err(error)) => Err(vec![error]),
        (Err(error), _) => Err(field_errors(error)?),
    };
    if let Err(errors) = refused {
        let page = SignInPage {
            has_secret,
            errors,
            ..page(&member, Some(&connection))
        };
        return Ok(member.refused(Page::SignIn(page)));
    }
    openid.connect(&member.caller, change).await?;
    let to = paths::sign_in_settings(member.slug());
    member.signed.go(&to, Flash::SettingsSaved).await
}

/// Whether the provider will do. One that is to be switched off need not.
async fn asked(state: &AppState, connection: &Connection) -> Result<(), Vec<FieldError>> {
    if !connection.enabled {
        return Ok(());
    }
    let answer = state.providers().check(connection).await;
    answer.map_err(|error| vec![FieldError::new(error.field, error.message)])
}

/// What everybody else becomes, if anything; what is no choice is told at the field.
fn others(fields: &Fields) -> Result<Option<Role>, FieldError> {
    match fields.raw("others") {
        "nobody" => Ok(None),
        word => match word.parse() {
            Ok(role) => Ok(Some(role)),
            Err(_) => Err(FieldError::new("others", CHOOSE)),
        },
    }
}

fn connection(fields: &Fields, others: Option<Role>) -> Connection {
    let values = |name: &str| -> Vec<String> {
        let lines = fields.raw(name).lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    };
    let scopes: Vec<&str> = fields.raw("scopes").split_whitespace().collect();
    Connection {
        enabled: fields.raw("enabled") == "on",
        issuer: fields.text("issuer"),
        client_id: fields.text("client_id"),
        scopes: scopes.join(" "),
        roles: RoleRules {
            claim: fields.text("role_claim"),
            owner: values("owner"),
            admin: values("admin"),
            auditor: values("auditor"),
            others,
        },
    }
}

fn page(member: &Member, connection: Option<&Connection>) -> SignInPage {
    let public_url = member.directory.public_url();
    let initiate = paths::login_provider(member.slug(), None);
    let page = SignInPage {
        role_claim: RoleRules::CLAIM.to_owned(),
        redirect_uri: redirect_uri(public_url),
        initiate_uri: format!("{public_url}{initiate}"),
        ..SignInPage::default()
    };
    let Some(connection) = connection else {
        return page;
    };
    let roles = &connection.roles;
    SignInPage {
        enabled: connection.enabled,
        issuer: connection.issuer.clone(),
        client_id: connection.client_id.clone(),
        has_secret: true,
        scopes: connection.scopes.clone(),
        role_claim: roles.claim.clone(),
        owner: roles.owner.join("\n"),
        admin: roles.admin.join("\n"),
        auditor: roles.auditor.join("\n"),
        others: roles.others.map(shown_role),
        ..page
    }
}
