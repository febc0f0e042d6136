### Decisions to raise a minimum

error-no-proposal = { $because ->
    [all-of-wechat] All of WeChat has no minimum to raise. Name one of your Mini Programs: `/baselib propose 3.8.5 shop`.
    [suspicious] The newest data of { $program } looks wrong, so it cannot be the basis of a decision. `/baselib report` says what is wrong; try again with the next sound data.
    [no-data] Today WeChat has no usage data for { $program }, so there is no basis for a decision. Try again tomorrow.
    [unclear] The meaning of the newest data of { $program } is unclear, so it cannot be the basis of a decision. `/baselib report` says who can settle it.
    [unsettled] WeChat counts old versions of { $program } otherwise than before, and what was before, or how it counts now, is not known, so its data cannot be the basis of a decision. `/baselib report` says since when.
    [old] The newest data of { $program } is more than 48 hours old, so it cannot be the basis of a decision. `/baselib report` says why; try again once it has been read.
    [direct] In a direct message there are no others to vote. Propose it in a channel: `/baselib propose 3.8.5`.
    [guaranteed] The minimum of { $program } is that high already.
    [unused] No user of { $program } has this version or a newer one, so it cannot be proposed. `/baselib trend` shows the versions in use.
    [past] The planned day is over. Choose today or a later day.
   *[open] { $program } has an open decision. `/baselib decisions` shows it: end it before you propose another one.
}
error-no-verdict = This is not a scan’s verdict. Paste the line that `baselib scan <folder> --verdict` prints.
error-own-proposal = You proposed this, so your approval does not count. Other editors and admins decide.
error-not-your-proposal = Only its proposer and workspace admins can withdraw a proposal. You can decline it.
error-not-your-word = Only the person who said that it is set, and workspace admins, can take that back.
error-no-decision = There is no decision { $number }. `/baselib decisions` lists them.
error-no-vote = You have not approved this, so there is no approval to withdraw.
error-decision-moved = { $state ->
    [draft] The card is just being posted. Try again in a minute.
    [proposed] It is open for votes at the moment, so this is not possible yet.
    [approved] It is approved already.
    [applying] Setting it has begun, so this is no longer possible.
   *[other] This decision has ended, so this is no longer possible. `/baselib decisions` shows how.
}
error-setting-off = { $because ->
    [fleet] Baselib may set none of these programs yet. An admin allows it for each one: `/baselib programs setting shop on`. Or set them in WeChat’s console.
    [setting] This Baselib only reads WeChat. Its operator can change that with `BASELIB_MAY_SET_MINIMUM=on`. Until then, set the minimum of { $program } in WeChat’s console.
    [merchant] The merchant of { $program } lets Baselib only read. Send them a new link (`/baselib programs add`), on which they can allow more; or set the minimum in WeChat’s console.
   *[workspace] Baselib may not set the minimum of { $program } yet. An admin allows it with `/baselib programs setting { $program } on`; or set it in WeChat’s console.
}
error-outsider-decides = Only members of this workspace propose and vote, not people from other workspaces in a shared channel.

decision-title = Decision { $number }: raise { $program } from { $minimum } to { $version }
decision-numbered = Decision { $number }
decision-title-first = Decision { $number }: set { $program } to { $version }
decision-headline = { $title }. { $sentence }
decision-proposed-by = Proposed by { $person }
decision-reason = Reason: { $reason }
decision-votes-none = 0 of { $needed } approvals
decision-votes = { $count } of { $needed } approvals: { $names }
decision-week-ago = A week ago: { $loss }.
decision-four-weeks-ago = Four weeks ago: { $loss }.
decision-safe-on = 99% coverage is expected around { $day }.
decision-planned = Planned day: { $forecast }.
decision-planned-day = Planned for { $day }: there is no forecast for that day.
decision-scan = Source scan { $commit ->
    [none] ({ $moment })
   *[other] of `{ $commit }` ({ $moment })
}: { $outcome ->
    [passed] passed
    [failed] failed
   *[unjudged] not all of it could be judged
}. { $run ->
    [none] It needs no known version to run
   *[other] It needs { $run } to run
}{ $whole ->
    [none] .
   *[other] , { $whole } for every feature.
} Given by the proposer; Baselib has not seen the source.
decision-public = All of WeChat ({ $day }): { $loss }.
decision-clients = First WeChat with it: { $android } on Android, { $ios } on iOS.
decision-meaning = Percentages mean { $meaning }.
decision-age = Age when proposed: { $age }.
decision-seal = Evidence `{ $seal }`

caution-not-listed = WeChat does not list { $version } for this program: it accepts only released versions.
caution-uncertain = The loss is uncertain by more than one percentage point.
caution-either-way = It is unclear what the data means: the loss is a range that holds under each meaning that fits.
caution-not-proved-today = The day’s own data does not prove its meaning: a setting or earlier data does.
caution-no-history = There is no comparable data from a week ago.
caution-roll-back = WeChat withdrew a version within the last three days.
caution-today-only = { $version } keeps 99% on this day, but not yet over the week: a single day may be off.
caution-uncounted = It needs more approvals because the number of users who are cut off is not fully known.
caution-break = WeChat counts old versions differently than before, so the loss reaches from what it was to what is counted now. Wait until the numbers are settled.
    .of-all = All of WeChat, by its newest public numbers: { $counted }. Losses reach from what they were to what is counted now, where both are known. Wait until the numbers are settled.
caution-public-break = By its newest public numbers WeChat counts old versions of all its users differently than before; this program’s numbers do not show it. Wait until the numbers are settled.
caution-scan-needs-more = The scanned source needs { $needs } to run: { $version } does not cover it.
caution-scan-unjudged = { $count ->
    [one] One name or file of the source could not be judged, and may need more.
   *[other] { $count } names and files of the source could not be judged, and may need more.
}
caution-scan-old = The scan is more than 48 hours older than the proposal: the source may have changed.

decision-now-draft = Being posted.
decision-now-proposed = Open for votes until { $until }.
decision-now-approved = { $failed ->
    [yes] ⚠️ Approved, and not set: { $comment }
   *[no] ✅ Approved: it can be set within { $days } days.
}
decision-now-applying = { $asked ->
    [asking] ⏳ Setting { $wanted } at WeChat: { $by } pressed the button.
    [accepted] ⏳ Set to { $wanted }. Waiting for WeChat to show it (up to 24 hours).
    [unclear] ⚠️ WeChat’s answer was lost, so { $wanted } may or may not be set. Baselib checks, and asks again only if WeChat still does not show it after half an hour.
   *[none] { $who ->
        [system] ⏳ WeChat shows { $wanted }.
       *[person] ⏳ { $by } said that { $wanted } was set.
    }
}
decision-said-set = ⏳ { $by } says that { $version } is set; { $standing ->
    [still] { $minimum ->
        [none] WeChat still names no minimum. Last read: { $moment }.
       *[other] WeChat still shows { $minimum }. Last read: { $moment }.
    }
    [unread] { $minimum ->
        [none] WeChat could not be read.
       *[other] WeChat could not be read since. On { $moment } it showed { $minimum }.
    }
   *[before] { $minimum ->
        [none] WeChat has not been read since.
       *[other] WeChat has not been read since. On { $moment } it showed { $minimum }.
    }
}
decision-how-checked = Baselib reads WeChat until it shows, for 24 hours. If it is not set after all, press “Not yet”.
decision-now-verified = { $failed ->
    [yes] ⚠️ Not rolled back: { $comment }
   *[no] { $who ->
        [system] { $higher ->
            [yes] ✅ Verified: WeChat shows { $found } as the minimum, above the { $wanted } that was decided.
           *[no] ✅ Verified: WeChat shows { $wanted } as the minimum.
        }
       *[person] ✅ Verified on the word of { $by }: WeChat is not read, because the numbers are imported.
    }
}
decision-now-unverified = { $found ->
    [none] ⚠️ Not verified: 24 hours after it was set, WeChat could not be read.
   *[other] ⚠️ Not verified: 24 hours after it was set, WeChat showed { $found } as the minimum, not { $wanted }.
}
decision-now-failed = ⛔ WeChat refused, and nothing was set: { $comment } Then propose it again.
decision-now-declined = ⛔ Declined by { $by }: { $comment }
decision-now-withdrawn = { $who ->
    [system] ⛔ Withdrawn, because the card could not be posted.
   *[person] ⛔ Withdrawn by { $by }.
}
decision-now-expired = { $enough ->
    [yes] ⌛ Expired: it was not set within { $days } days of its approval. Propose it again with today’s data.
   *[no] ⌛ Expired: too few approvals within 72 hours.
}
decision-now-stale = ⌛ Out of date: { $comment } Propose it again with today’s data.
decision-now-rolled-back = ↩️ Rolled back: WeChat shows { $wanted } again.

decision-how-hand = Set { $version } in WeChat’s console, then press “I have set it”: Baselib checks it.
decision-how-now = “Set { $version } now” checks everything again and sets it at WeChat. Or set it in WeChat’s console, then press “I have set it”.
decision-aside = { $because ->
    [no-data] WeChat has no usage data for it today. Try again once it has users.
    [unclear] The meaning of today’s data is unclear. `/baselib report` says why; try again with the next sound data.
    [suspicious] Today’s data looks wrong. `/baselib report` says what is wrong; try again with the next sound data.
    [opted-out] Baselib may not set the minimum any more.
    [ended] An admin ended it.
    [open] Another decision is open for it.
   *[other] WeChat could not be read or reached.
}
difference-minimum = { $before ->
    [none] There was no minimum; now it is { $now }.
   *[other] { $now ->
        [none] The minimum was { $before }; now WeChat names none.
       *[other] The minimum was { $before }; now it is { $now }.
    }
}
difference-loss = The loss was { $before } when it was proposed; now it is { $now }.
difference-grant = The merchant no longer grants permission set 18.
difference-voters = Approvals that still count: { $now } of { $before }.

decision-reminder = ⏳ This expires in 24 hours. { $votes }.
decision-reminder-short = It expires in 24 hours.
decision-lost = A message about your proposal was not delivered. { $title }. `/baselib decisions` shows its state.

lesson-title = { $days } days after { $version } became the minimum:
lesson-measured = Measured on { $day }: { $after } below it; { $before } before.
lesson-unread = There is no sound data to measure it.
lesson-no-forecast = There was no forecast for that day.
lesson-held = Forecast: { $loss } ({ $range }). It held.
lesson-missed = Forecast: { $loss } ({ $range }). It did not hold.
lesson-counted = { $count ->
    [one] WeChat has counted old versions differently since { $day }: the losses before and after cannot be compared.
   *[other] WeChat has counted old versions of { $count } programs differently since { $day }: their losses before and after cannot be compared.
}
lesson-public-counted = All of WeChat has been counted differently since { $day }: not compared.
lesson-public = All of WeChat: { $before } then, { $after } now.
lesson-others = { $count ->
    [one] One program whose minimum stayed: { $change }.
   *[other] Median of { $count } programs whose minimum stayed: { $change }.
}
lesson-beware = Blocked users leave WeChat’s 30-day window, so the measured loss shrinks by itself. A smaller loss alone does not prove that they updated.

decisions-none = No decisions yet. `/baselib propose 3.8.5 shop` proposes to raise a minimum.
decisions-title = { $count ->
    [one] Latest decision
   *[other] Latest { $count } decisions
}
decisions-hint = Each card is in its channel. Export gives a decision as Markdown, for an ADR.
decisions-news = Decisions
decisions-more = { $count ->
    [one] And one more: `/baselib decisions`.
   *[other] And { $count } more: `/baselib decisions`.
}
decision-where = { $channel }, { $moment }
decision-posted = { $title }: the card is in this channel.
decision-posting = { $title }: the card follows as soon as Slack accepts it.
decision-needs = { $needed ->
    [one] It needs the approval of one other person.
   *[other] It needs the approval of { $needed } other people.
}
decision-voted = Saved: { $count } of { $needed } approvals.

propose-form-title = Propose a minimum
propose-form-text = Raise the minimum of { $program } to { $version }. A card with today’s data goes to this channel; other editors and admins decide.
propose-form-reason = Reason
propose-form-planned = Planned day
propose-form-planned-hint = When the minimum is to be set. An approval lasts a week beyond that day; the card shows the forecast for it where there is one.
propose-form-verdict = Source scan
propose-form-verdict-hint = The line that baselib scan --verdict prints.
propose-form-hint = Shown on the card. You can add a link to the code change.
decline-form-title = Decline
decline-form-reason = Reason
decline-form-hint = Shown on the card. One decline ends the proposal.
decision-withdraw-title = Withdraw this proposal?
decision-withdraw-text = It ends here. You can propose it again at any time.
decision-withdraw-yes = Withdraw
button-propose = Propose
button-propose-version = Propose { $version } …
button-approve = Approve
button-decline = Decline …
button-withdraw-vote = Withdraw approval
button-withdraw = Withdraw proposal
button-not-now = Not now
button-set-now = Set { $version } now
button-roll-back = Roll back to { $minimum }
button-propose-again = Propose again …
decision-set-title = Set it at WeChat?
decision-set-text = The minimum of { $program } becomes { $version }: { $loss } of its users can then no longer open it. Baselib first checks whether anything has changed.
decision-roll-back-title = Roll back?
decision-roll-back-text = Baselib asks WeChat to lower the minimum from { $version } to { $minimum }, and checks whether it does: WeChat does not document that a minimum can be lowered.
decision-roll-back-yes = Roll back
button-console = Open WeChat’s console
button-have-set = I have set it
button-not-yet = Not yet
button-check-again = Check again
button-export-decision = Export

export-decision-comment = { $name }: decision { $number } with its evidence and history.
adr-decided = ## Decision
adr-evidence = ## Evidence
adr-history = ## History
adr-sealed = SHA-256 of the evidence: `{ $seal }`
adr-broken = The evidence does not match its SHA-256, `{ $seal }`: it was changed after it was proposed.

access-quorum = Approvals needed: { $small } if up to 1% are cut off, { $large } above
access-quorum-choice = { $small } up to 1%, { $large } above
access-choose-quorum = Approvals …
access-many = Approvals needed for more than { $many } programs, whatever their loss: { $large }
access-many-choice = more than { $many } programs
access-choose-many = Programs …
access-users = { $users ->
    [0] The number of users who are cut off does not change the approvals needed
   *[other] Approvals needed if more than { $users } users are cut off, or their number is unknown, whatever their share: { $large }
}
access-users-choice = { $users ->
    [0] not by users
   *[other] more than { $users } users
}
access-choose-users = Users …
deed-quorum = Approvals for decisions
deed-decision-proposed = Minimum proposed
deed-decision-voted = Vote on a proposal
deed-decision-changed = Decision changed
deed-opt-in = Setting the minimum
help-propose = propose to raise the minimum to a version: a card with the evidence, on which other editors and admins vote; for many programs you see a preview first
help-decisions = decisions of this workspace: what was proposed, approved, set and measured
cli-decisions = Decisions to raise a minimum: state, votes and evidence, oldest first.
cli-decisions-team = Only this workspace (T…); all workspaces if left out.
cli-decisions-none = No decisions.
cli-decision-votes = { $count } of { $needed } approvals
