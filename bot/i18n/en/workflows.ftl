### Steps of Workflow Builder

error-unknown-step = Baselib does not know the step `{ $name }`. Update Baselib, or remove the step from the workflow.
error-too-many-runs = { $count } steps of this workspace are waiting for Baselib already. End workflows that no longer matter, then run this one again.
error-not-safe-in-time = { $version } has not become safe for { $program } within { $days } days, so the step stopped waiting. `/baselib raise { $version }` shows the forecast; run the workflow again to go on waiting.
error-program-vanished = { $program } is no longer available to workflows: its authorisation ended, or an admin restricted it to channels. `/baselib programs` lists what is left; choose another program in the step.
error-no-proposer = No person started this workflow, so Baselib does not know who proposes. Choose a proposer in the step, or start the workflow by hand.

step-sentence = { $program }: { $sentence }
step-safe = { $version } is safe now ({ $day }): as the minimum it cuts off { $loss } of users.
step-no-forecast = No forecast
step-reason = Proposed by a workflow.
step-proposed = { $posted ->
    [yes] { $title }: the card is in the channel. Approvals needed, besides the proposer: { $needed }.
   *[no] { $title }: the card is on its way to the channel. Approvals needed, besides the proposer: { $needed }.
}
