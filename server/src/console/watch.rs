//! Somebody whose page follows something for as long as they may see it.

use directory::openid::Bound;
use directory::{AccountId, Caller, Directory, Permission, Request};
use tower_sessions::Session;

use super::context::{Member, caller_of};
use super::session::SignedIn;

/// Who follows, to be asked again whether they still may.
pub(super) struct Watcher {
    pub(super) directory: Directory,
    pub(super) caller: Caller,
    account: AccountId,
    bound: Option<Bound>,
    session: Session,
    request: Request,
}

impl Watcher {
    pub(super) fn of(member: &Member) -> Self {
        Self {
            directory: member.directory.clone(),
            caller: member.caller.clone(),
            account: member.account.id,
            bound: member.entry.bound.clone(),
            session: member.session.clone(),
            request: member.caller.request().clone(),
        }
    }

    /// Whether the session holds and its person is still a member who reads the log.
    pub(super) async fn may_go_on(&self) -> bool {
        let slug = self.caller.tenant().slug();
        let request = self.request.clone();
        let bound = self.bound.as_ref();
        let caller = caller_of(&self.directory, self.account, bound, slug, request);
        caller
            .await
            .is_ok_and(|caller| caller.may(Permission::ReadAudit))
            && SignedIn::holds(&self.directory, &self.session, self.account).await
    }
}
