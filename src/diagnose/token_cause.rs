//! What the token in the log says about a refusal: the cause to name, what is only possible, and what is ruled out.
//!
//! One rule: only what is certain or likely becomes the cause; no text holds a value of the token or the call.

use super::case::Case;
use crate::model::{Confidence, Sample};
use crate::session::{Moment, TokenUse};
use crate::token::{Certainty, Fit, Problem, ProblemKind};

/// What the token that was used says.
pub struct Cause<'a> {
    /// The token.
    pub used: &'a TokenUse,
    /// What is wrong for certain or likely, the surest first.
    pub problem: Option<Problem>,
    /// What may be wrong.
    possible: Vec<Problem>,
    /// What is said of a temporary token of the Console.
    console: Option<String>,
    fits: Vec<Fit>,
}

/// Problems that make the server refuse a token.
const REFUSED: &[ProblemKind] = &[
    ProblemKind::TokenAsChannel,
    ProblemKind::OtherValue,
    ProblemKind::Damaged,
    ProblemKind::Spelling,
    ProblemKind::TooLong,
    ProblemKind::AppId,
    ProblemKind::Service,
    ProblemKind::Channel,
    ProblemKind::Uid,
    ProblemKind::UidType,
    ProblemKind::Privilege,
    ProblemKind::Expired,
    ProblemKind::NotYetValid,
    ProblemKind::Signature,
    ProblemKind::Missing,
    ProblemKind::Duration,
    ProblemKind::Obsolete,
];

/// Reads the token that was used last before a line.
pub fn before<'a>(case: &Case<'a>, line: u64) -> Option<Cause<'a>> {
    let at = |used: &TokenUse| if used.last.line <= line { used.last.line } else { used.first.line };
    let earlier = || case.session.tokens.iter().filter(|used| used.first.line <= line);
    let called = earlier().filter(|used| used.called).max_by_key(|used| at(used));
    let used = called.or_else(|| earlier().max_by_key(|used| at(used)))?;
    Some(of(case, used, if used.last.line <= line { &used.last } else { &used.first }))
}

/// Reads a token at one of the moments of its use.
pub fn of<'a>(case: &Case<'a>, used: &'a TokenUse, at: &Moment) -> Cause<'a> {
    let (mut problems, fits) = used.judge(at, &case.session.zones);
    let console = problems.iter().find(|problem| problem.kind == ProblemKind::ConsoleToken).map(|problem| problem.text.clone());
    problems.retain(|problem| REFUSED.contains(&problem.kind));
    problems.sort_by_key(|problem| (problem.certainty, REFUSED.iter().position(|kind| *kind == problem.kind)));
    let (sure, possible): (Vec<_>, Vec<_>) = problems.into_iter().partition(|problem| problem.certainty != Certainty::Possible);
    Cause { used, problem: sure.into_iter().next(), possible, console, fits }
}

impl Cause<'_> {
    /// What happened, in one sentence without a period, when the token tells.
    pub fn title(&self) -> Option<String> {
        match &self.problem {
            Some(problem) => Some(first_sentence(&problem.text).trim_end_matches('.').to_owned()),
            None if self.used.signed == Some(true) => {
                Some("The token was not accepted although it fits the call and was signed with the right certificate".to_owned())
            }
            None if self.all_fit() => Some("The token was not accepted although its App ID, channel and uid fit the call".to_owned()),
            None => None,
        }
    }

    /// How sure the title is.
    pub fn confidence(&self) -> Confidence {
        match &self.problem {
            Some(problem) if problem.certainty == Certainty::Likely => Confidence::Likely,
            _ => Confidence::Certain,
        }
    }

    fn all_fit(&self) -> bool {
        [Fit::AppId, Fit::Channel, Fit::Uid].iter().all(|part| self.fits.contains(part))
    }

    /// What to do, for this very token; empty when it tells nothing.
    pub fn fixes(&self) -> Vec<String> {
        let mut fixes = Vec::new();
        if let Some(problem) = &self.problem {
            let rest = problem.text[first_sentence(&problem.text).len()..].trim();
            fixes.extend((!rest.is_empty()).then(|| rest.to_owned()));
            fixes.push(fix(problem.kind).to_owned());
        } else if self.used.signed == Some(true) {
            fixes.push(SIGNED_FIX.to_owned());
        } else if self.all_fit() {
            fixes.push(FITTING_FIX.to_owned());
        }
        fixes.extend(self.temporary());
        if self.problem.as_ref().is_some_and(|problem| problem.certainty == Certainty::Certain) {
            return fixes;
        }
        for problem in &self.possible {
            fixes.push(problem.text.clone());
            if matches!(problem.kind, ProblemKind::Expired | ProblemKind::NotYetValid) {
                fixes.push("Name the zone of the log with --tz to know whether the token was valid.".to_owned());
            }
        }
        fixes.extend(self.ruled_out());
        fixes
    }

    /// That the token is one of the Console, and what to have in its place.
    pub fn temporary(&self) -> Option<String> {
        self.console.clone()
    }

    /// What need not be looked at.
    fn ruled_out(&self) -> Option<String> {
        let parts: Vec<&str> = self.fits.iter().map(|fit| fit.word()).collect();
        (!parts.is_empty()).then(|| format!("Not the cause, because the token fits the call there: {}.", parts.join(", ")))
    }

    /// The line that shows the token.
    pub fn sample(&self, case: &Case<'_>) -> Sample {
        Sample { place: self.used.first.place(&case.session.source), text: self.used.text.clone() }
    }
}

/// The first sentence, with its period.
fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |at| &text[..=at])
}

const SIGNED_FIX: &str = "Check in Agora Console that this certificate is the enabled one of the project and was not exchanged, and that the server's clock is right.";
const FITTING_FIX: &str = "What is left is the signature: build the token with the enabled App Certificate of this project. \
     Set AGORA_APP_CERTIFICATE and scan again to have the signature checked here.";

/// What to do about a problem.
fn fix(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::TokenAsChannel => "Pass the arguments in the order of the method: the token first, then the channel name.",
        ProblemKind::OtherValue => "Pass the token itself to the join; App ID, certificate and temporary texts do not take its place.",
        ProblemKind::Damaged => {
            "Pass the token on whole and unchanged: look for a column, a URL or a line break that cuts it between the token server and the join."
        }
        ProblemKind::Spelling => {
            "Send the token in a JSON body, or decode it once after it came through a URL, so that +, / and = arrive as they were made."
        }
        ProblemKind::TooLong => "Build the token with the services and privileges that are needed only.",
        ProblemKind::AppId => {
            "Build the token with App ID and App Certificate of the project whose App ID the app starts the SDK with; compare test and production settings."
        }
        ProblemKind::Service => {
            "Build an RTC token for joinChannel and an RTM token for the login of Signaling; one does not open the other."
        }
        ProblemKind::Channel => "Send the channel name of the join to the token server and build the token with it, letter for letter.",
        ProblemKind::Uid => {
            "Send the uid of the join to the token server and build the token with it, or build it for 0, which fits every user."
        }
        ProblemKind::UidType => {
            "Use one kind of user on both sides: joinChannelWithUserAccount with a token for that account, or joinChannel with a token for that integer uid."
        }
        ProblemKind::Privilege => {
            "Build the token with the privilege to join a channel (and to publish, where co-host authentication is on)."
        }
        ProblemKind::Expired => "Get a fresh token from your token server for every join, and do not keep one over a restart of the app.",
        ProblemKind::NotYetValid => "Set the clocks of the token server and of the device by the network (NTP).",
        ProblemKind::Obsolete => "Build tokens with a current token builder (version 007).",
        ProblemKind::ConsoleToken => "Use the temporary token of the Console for tests only; build tokens on your own server.",
        ProblemKind::Duration => "Give the builder what it wants: 007 a number of seconds, 006 a point in time in seconds since 1970.",
        ProblemKind::Signature => {
            "Build the token with the enabled App Certificate of this project; after an exchange of certificates restart the token server with the new one."
        }
        ProblemKind::Missing => "Get a token from your token server and pass it to the join; an empty text is no token.",
    }
}
