use axum::http::StatusCode;
use axum::response::Response;

use crate::aadsts::Aadsts;
use crate::authorization::{Attempt, AuthorizationRequest, CodeGoal, Goal, Prompt};
use crate::browsers::SignedIn;
use crate::codes::Code;
use crate::device_codes::{Approval, DeviceId};
use crate::pages::{self, Complaint, DeviceEnding, Failure, Language, Picker};
use crate::people::{PEOPLE, Person, people_named};
use crate::provider::Provider;
use crate::tokens::client_info;
use crate::{Product, random};

/// A sign-in on its way through the pages.
#[derive(Clone, Copy)]
pub(super) struct Progress<'a> {
    pub(super) id: &'a str,
    pub(super) attempt: &'a Attempt,
    pub(super) language: Language,
}

/// What a person sees first: those whom the hint names, everybody, or a field for an address that nobody has.
pub(super) fn first_page(provider: &Provider, progress: Progress<'_>) -> Response {
    let request = &progress.attempt.request;
    let Some(hint) = &request.login_hint else { return everybody(provider, progress) };
    let hinted: Vec<_> = people_named(hint).filter(|person| admitted(progress, person)).collect();
    if hinted.is_empty() {
        let complaint = match people_named(hint).next() {
            Some(_) => Complaint::NotHere,
            None => Complaint::NotFound,
        };
        return address(progress, hint, Some(complaint));
    }
    list(provider, progress, hinted)
}

/// Everybody who may sign in here.
pub(super) fn everybody(provider: &Provider, progress: Progress<'_>) -> Response {
    list(provider, progress, PEOPLE.iter().filter(|person| admitted(progress, person)).collect())
}

/// A field for an address.
pub(super) fn address(progress: Progress<'_>, typed: &str, complaint: Option<Complaint>) -> Response {
    let goal = &progress.attempt.request.goal;
    pages::username(progress.language, progress.id, typed, complaint, goal)
}

fn admitted(progress: Progress<'_>, person: &Person) -> bool {
    person.tenant_for(progress.attempt.request.audience).is_some()
}

fn list(provider: &Provider, progress: Progress<'_>, people: Vec<&'static Person>) -> Response {
    let request = &progress.attempt.request;
    let place = |person: &'static Person| Some((person, person.tenant_for(request.audience)?));
    let signed_in = provider.browsers.signed_in(&progress.attempt.browser);
    pages::picker(&Picker {
        language: progress.language,
        attempt: progress.id,
        client: request.client,
        people: people.into_iter().filter_map(place).collect(),
        signed_in: signed_in.into_iter().map(|signed_in| signed_in.person).collect(),
        goal: &request.goal,
    })
}

/// Answers without any page, or says which one would be needed (OpenID Connect Core 1.0, section 3.1.2.6).
pub(super) async fn silently(
    provider: &Provider,
    attempt: &Attempt,
    signed_in: SignedIn,
    language: Language,
) -> Result<Response, Aadsts> {
    if lacks_consent(provider, attempt, signed_in.person).await? {
        return Err(Aadsts::consent_missing("consent_required", attempt.request.client));
    }
    answer(provider, attempt, signed_in, language)
}

/// Asks for consent if it is missing, else answers.
pub(super) async fn go_on(
    provider: &Provider,
    progress: Progress<'_>,
    signed_in: SignedIn,
) -> Result<Response, Aadsts> {
    let request = &progress.attempt.request;
    let ask = request.prompt == Some(Prompt::Consent)
        || lacks_consent(provider, progress.attempt, signed_in.person).await?;
    if let Some(tenant) = signed_in.person.tenant_for(request.audience)
        && ask
    {
        let person = (signed_in.person, tenant);
        return Ok(pages::consent(progress.language, progress.id, request, person));
    }
    provider.attempts.end(progress.id);
    answer(provider, progress.attempt, signed_in, progress.language)
}

async fn lacks_consent(
    provider: &Provider,
    attempt: &Attempt,
    person: &'static Person,
) -> Result<bool, Aadsts> {
    let client = attempt.request.client;
    if client.is_preauthorized() {
        return Ok(false);
    }
    let consented = provider.ledger.change(move |state| state.consented(person.id, client.id)).await;
    let consented = consented.map_err(|error| Aadsts::transient(&error))?;
    Ok(!attempt.request.requested.consents().is_subset(&consented))
}

/// Sends the browser back with a code, or lets the device in.
pub(super) fn answer(
    provider: &Provider,
    attempt: &Attempt,
    signed_in: SignedIn,
    language: Language,
) -> Result<Response, Aadsts> {
    let request = &attempt.request;
    let person = signed_in.person;
    let tenant = person.tenant_for(request.audience).ok_or_else(|| Aadsts::not_in_tenant(person.username))?;
    let grant = random::uuid().map_err(|error| Aadsts::transient(&error))?;
    let approval = Approval { grant, person, tenant, session: signed_in.session };
    match &request.goal {
        Goal::Code(goal) => send_code(provider, request, goal, approval, language),
        Goal::Device(device) => Ok(let_in(provider, device, approval, language)),
    }
}

fn send_code(
    provider: &Provider,
    request: &AuthorizationRequest,
    goal: &CodeGoal,
    approval: Approval,
    language: Language,
) -> Result<Response, Aadsts> {
    let Approval { grant, person, tenant, session } = approval;
    let code = Code {
        grant,
        person,
        tenant,
        client: request.client,
        redirect: goal.redirect_text.clone(),
        challenge: goal.challenge.clone(),
        requested: request.requested.clone(),
        nonce: goal.nonce.clone(),
        session: session.clone(),
    };
    let code = provider.codes.issue(code, provider.clock.now()).map_err(|error| Aadsts::transient(&error))?;
    let mut answer = vec![("code", code)];
    if goal.wants_client_info && provider.product == Product::Entra {
        answer.push(("client_info", client_info(person, None)));
    }
    answer.push(("session_state", session));
    Ok(goal.answer.send(answer, language))
}

fn let_in(provider: &Provider, device: &DeviceId, approval: Approval, language: Language) -> Response {
    if provider.device_codes.approve(device, approval, provider.clock.now()) {
        pages::device_ended(language, DeviceEnding::LetIn)
    } else {
        pages::error(language, StatusCode::BAD_REQUEST, &Failure::Expired)
    }
}
