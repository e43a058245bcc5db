//! Who is asking. A handler's signature is its permission: it names one of these extractors and
//! cannot be called without what they demand.

use std::collections::HashMap;

use app::Page;
use app::model::{Flash, Membership, TenantLabel, Viewer};
use app::paths;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use directory::openid::Bound;
use directory::operators::Operator;
use directory::sign_in::{self, Account};
use directory::tenants::Tenants;
use directory::{AccountId, Caller, Directory};
use http::request::Parts;
use http::{Method, StatusCode};
use tower_sessions::Session;

use super::failure::{Failure, shown_role};
use super::fields::{Fields, LARGEST_BODY};
use super::frame::Frame;
use super::instant::instant;
use super::permalink::page_of;
use super::session::{SignedIn, cookie_name};
use super::{cookies, csrf, is_secure};
use crate::state::AppState;

/// Somebody with an account, signed in.
pub(super) struct Signed {
    pub(super) account: Account,
    pub(super) session: Session,
    pub(super) entry: SignedIn,
    pub(super) frame: Frame,
    pub(super) directory: Directory,
    pub(super) memberships: Vec<sign_in::Membership>,
    /// Whether people make tenants of their own.
    pub(super) self_service: bool,
    pub(super) now: DateTime<Utc>,
}

impl Signed {
    /// The person's tenants, in the words of the pages.
    pub(super) fn shown_memberships(&self) -> Vec<Membership> {
        let shown = self.memberships.iter();
        shown.map(|one| shown_membership(one, self.now)).collect()
    }

    /// Renders a page for this person.
    pub(super) fn page(&self, page: Page) -> Response {
        self.frame.page(StatusCode::OK, page)
    }

    /// Renders a form again, with what was wrong about it.
    pub(super) fn refused(&self, page: Page) -> Response {
        self.frame.page(StatusCode::UNPROCESSABLE_ENTITY, page)
    }

    /// Leads to the next page, which says what was done.
    pub(super) async fn go(&mut self, to: &str, flash: Flash) -> Result<Response, Failure> {
        self.entry.leave_flash(&self.session, flash).await?;
        Ok(Redirect::to(to).into_response())
    }

    /// A moment, as the pages show it.
    pub(super) fn instant(&self, at: DateTime<Utc>) -> app::model::Instant {
        instant(at, self.now)
    }

    fn show(&self, membership: Option<Membership>, flash: Option<Flash>) {
        let viewer = Viewer {
            email: self.account.email.clone(),
            csrf: self.entry.csrf.clone(),
            several_tenants: self.memberships.len() > 1 || self.self_service,
            operates: self.account.operates,
            membership,
        };
        self.frame.show_to(viewer, flash);
    }

    async fn find(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let frame = Frame::from_request_parts(parts, state).await?;
        let directory = state.directory().clone();
        let now = directory.now();
        let session = parts
            .extensions
            .get::<Session>()
            .cloned()
            .ok_or_else(Failure::not_found)?;
        let Some(entry) = SignedIn::current(&session, now).await? else {
            return Err(Failure::signed_out(login_path(parts, is_secure(state))));
        };
        let Some((account, memberships)) = reached(&directory, &entry).await? else {
            session.flush().await?;
            return Err(Failure::signed_out(login_path(parts, is_secure(state))));
        };
        let self_service = state.self_service() && entry.bound.is_none();
        Ok(Self {
            account,
            session,
            entry,
            frame,
            directory,
            memberships,
            self_service,
            now,
        })
    }

    /// What the last redirect has to say is for the next page, not for the next form or a program.
    async fn take_flash(&mut self, method: &Method) -> Result<Option<Flash>, Failure> {
        if *method != Method::GET || self.frame.wants_data() {
            return Ok(None);
        }
        Ok(self.entry.take_flash(&self.session).await?)
    }
}

impl FromRequestParts<AppState> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let mut signed = Self::find(parts, state).await?;
        if signed.entry.bound.is_some() && !FOR_BOUND.contains(&parts.uri.path()) {
            signed.show(None, None);
            return Err(Failure::not_found());
        }
        let flash = signed.take_flash(&parts.method).await?;
        // Outside a tenant the only one a person has is still where their navigation leads.
        let only = match signed.memberships.as_slice() {
            [only] => Some(shown_membership(only, signed.now)),
            _ => None,
        };
        signed.show(only, flash);
        Ok(signed)
    }
}

/// What there is outside of its tenant for a session that a provider started. What is not named
/// here, is not there for it.
const FOR_BOUND: [&str; 9] = [
    paths::LOGOUT,
    paths::TENANTS,
    paths::ACCOUNT,
    paths::ACCOUNT_CONFIRM,
    paths::ACCOUNT_CONFIRM_PROVIDER,
    paths::ACCOUNT_THEME,
    paths::ACCOUNT_ZONE,
    paths::ACCOUNT_DISPLAY,
    paths::SHORTCUTS,
];

/// Whose session it is, and the tenants that it reaches; `None` when it is nobody's any more. A
/// session that a provider started reaches its tenant and nothing else, whatever else is the
/// account's.
async fn reached(
    directory: &Directory,
    entry: &SignedIn,
) -> Result<Option<(Account, Vec<sign_in::Membership>)>, Failure> {
    let Some(account) = directory.account(entry.account).await? else {
        return Ok(None);
    };
    let Some(bound) = &entry.bound else {
        let memberships = directory.memberships(account.id).await?;
        return Ok(Some((account, memberships)));
    };
    let only = directory.openid().membership(account.id, bound).await?;
    let account = Account {
        operates: false,
        ..account
    };
    Ok(only.map(|only| (account, vec![only])))
}

/// Lets the person of a session in to a tenant.
pub(super) async fn caller_of(
    directory: &Directory,
    account: AccountId,
    bound: Option<&Bound>,
    slug: &str,
    request: directory::Request,
) -> Result<Caller, directory::Error> {
    match bound {
        None => directory.member_caller(account, slug, request).await,
        Some(bound) => {
            let openid = directory.openid();
            openid.caller(account, bound, slug, request).await
        }
    }
}

/// A member of the tenant in the path.
pub(super) struct Member {
    pub(super) signed: Signed,
    pub(super) caller: Caller,
    params: HashMap<String, String>,
}

impl std::ops::Deref for Member {
    type Target = Signed;

    fn deref(&self) -> &Signed {
        &self.signed
    }
}

impl Member {
    /// The tenant's name in the path.
    pub(super) fn slug(&self) -> &str {
        self.caller.tenant().slug()
    }

    /// The id in the path.
    pub(super) fn id(&self) -> &str {
        self.params.get("id").map_or("", String::as_str)
    }
}

impl FromRequestParts<AppState> for Member {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let mut signed = Signed::find(parts, state).await?;
        let Path(params) = Path::<HashMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(|_| Failure::not_found())?;
        let slug = params.get("slug").map_or("", String::as_str);
        // Not a member, no such tenant, a disabled member: the same page, so nothing is learned.
        let (account, bound) = (signed.account.id, signed.entry.bound.as_ref());
        let caller = caller_of(
            state.directory(),
            account,
            bound,
            slug,
            signed.frame.request(),
        );
        let caller = match caller.await {
            Ok(caller) => caller.with_proof(signed.entry.proved()),
            Err(error) => {
                signed.show(None, None);
                return Err(error.into());
            }
        };
        let flash = signed.take_flash(&parts.method).await?;
        // A program has no navigation to show it in.
        let provisioned =
            signed.frame.wants_data() || state.directory().is_provisioned(&caller).await?;
        let membership = caller.role().map(|role| Membership {
            tenant: TenantLabel {
                slug: caller.tenant().slug().to_owned(),
                name: caller.tenant().name().to_owned(),
            },
            role: shown_role(role),
            suspended: caller.tenant().suspended_at().is_some(),
            deletion: caller
                .tenant()
                .deletion_due_at()
                .map(|at| signed.instant(at)),
            provisioned,
        });
        signed.show(membership, flash);
        Ok(Self {
            signed,
            caller,
            params,
        })
    }
}

/// Somebody who runs the server. For everybody else there is nothing here.
pub(super) struct Operating {
    pub(super) signed: Signed,
    pub(super) operator: Operator,
}

impl Operating {
    /// The use cases on tenants.
    pub(super) fn tenants(&self) -> Tenants<'_> {
        self.signed.directory.tenants_of(self.operator.clone())
    }
}

impl FromRequestParts<AppState> for Operating {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let signed = Signed::from_request_parts(parts, state).await?;
        let (account, proved) = (signed.account.id, signed.entry.proved());
        let operator = state
            .directory()
            .operator_of(account, proved, signed.frame.request())
            .await?;
        Ok(Self { signed, operator })
    }
}

/// A form that somebody who runs the server has posted, with their session's token.
pub(super) struct OperatingForm {
    pub(super) operating: Operating,
    pub(super) fields: Fields,
}

impl FromRequest<AppState> for OperatingForm {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let operating = Operating::from_request_parts(&mut parts, state).await?;
        let fields = Fields::from_request(Request::from_parts(parts, body), state).await?;
        vouched_for(&fields, &operating.signed)?;
        Ok(Self { operating, fields })
    }
}

/// A form that somebody signed in has posted, with their session's token.
pub(super) struct SignedForm {
    pub(super) signed: Signed,
    pub(super) fields: Fields,
}

impl FromRequest<AppState> for SignedForm {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let signed = Signed::from_request_parts(&mut parts, state).await?;
        let fields = Fields::from_request(Request::from_parts(parts, body), state).await?;
        vouched_for(&fields, &signed)?;
        Ok(Self { signed, fields })
    }
}

/// A form that a member of the tenant in the path has posted, with their session's token.
pub(super) struct MemberForm<const LARGEST: usize = LARGEST_BODY> {
    pub(super) member: Member,
    pub(super) fields: Fields,
}

impl<const LARGEST: usize> FromRequest<AppState> for MemberForm<LARGEST> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let member = Member::from_request_parts(&mut parts, state).await?;
        let fields = Fields::read(Request::from_parts(parts, body), LARGEST).await?;
        vouched_for(&fields, &member.signed)?;
        Ok(Self { member, fields })
    }
}

fn vouched_for(fields: &Fields, signed: &Signed) -> Result<(), Failure> {
    if csrf::same(fields.raw("csrf"), &signed.entry.csrf) {
        return Ok(());
    }
    Err(Failure::cross_site())
}

fn shown_membership(membership: &sign_in::Membership, now: DateTime<Utc>) -> Membership {
    Membership {
        tenant: TenantLabel {
            slug: membership.slug.clone(),
            name: membership.name.clone(),
        },
        role: shown_role(membership.role),
        suspended: membership.suspended,
        deletion: membership.deletion_due_at.map(|at| instant(at, now)),
        // Nobody has looked: this is for pages outside of the tenant.
        provisioned: true,
    }
}

/// The sign-in page, coming back here. A form's answer is not replayed: the form is offered again.
fn login_path(parts: &Parts, secure: bool) -> String {
    let asked = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let page = page_of(parts);
    let back = match parts.method {
        Method::GET | Method::HEAD => asked,
        _ if parts.uri.path().starts_with(paths::ACCOUNT) => paths::ACCOUNT,
        _ => page.as_deref().unwrap_or(asked),
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    if back != paths::HOME {
        query.append_pair("next", back);
    }
    if cookies::value(&parts.headers, cookie_name(secure)).is_some() {
        query.append_pair("notice", "expired");
    }
    match query.finish().as_str() {
        "" => paths::LOGIN.to_owned(),
        query => format!("{}?{query}", paths::LOGIN),
    }
}
