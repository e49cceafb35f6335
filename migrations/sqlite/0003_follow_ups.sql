create table ai_follow_ups (
    id blob primary key,
    client_id text not null,
    strategy_id text not null,
    subject text not null,
    message text not null,
    channel text not null check (channel in ('email', 'sms', 'push')),
    scheduled_date text not null,
    priority text not null check (priority in ('low', 'medium', 'high', 'urgent')),
    ai_confidence integer not null check (ai_confidence between 0 and 100),
    generated_at text not null,
    status text not null check (status in
        ('pending', 'approved', 'sending', 'sent', 'failed', 'cancelled', 'uncertain')),
    sent_at text,
    created_at text not null,
    updated_at text not null,
    locale text not null default 'fr' check (locale in ('fr', 'en')),
    draft_source text not null default 'template' check (draft_source in ('template', 'model', 'human')),
    -- What the draft was allowed to say; null on rows of the old system.
    facts text check (json_valid(facts)),
    -- What an approval is bound to; null on rows of the old system.
    content_hash text,
    approved_by text,
    approved_at text,
    approved_hash text,
    attempts integer not null default 0 check (attempts >= 0),
    -- Who is sending it: only the holder of the token may record what came of it.
    claim_token blob,
    -- Until when, in real time.
    lease_until text,
    -- The business day whose sending quota it took.
    claimed_on text,
    next_try_at text,
    provider_message_id text,
    failure text,
    -- Whether a refused or cancelled one still makes its strategy rest for the client.
    rests integer not null default 1 check (rests in (0, 1)),

    constraint approved_by_someone check (status <> 'approved' or (approved_by is not null and approved_hash is not null)),
    constraint sending_is_claimed check ((status = 'sending') = (claim_token is not null and lease_until is not null)),
    constraint sent_has_a_date check (status <> 'sent' or sent_at is not null)
) strict;

-- At most one open follow-up a client; rows of the old system, which may hold several, have no hash.
create unique index one_open_follow_up on ai_follow_ups (client_id)
    where content_hash is not null and status in ('pending', 'approved', 'sending', 'uncertain');
create index ai_follow_ups_client on ai_follow_ups (client_id);
create index ai_follow_ups_due on ai_follow_ups (status, scheduled_date);
create index ai_follow_ups_generated on ai_follow_ups (generated_at);
