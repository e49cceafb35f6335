-- A database of the booking site as the old follow-up system left it: its tables with rows, checks, policies, functions,
-- triggers and views. The people in it are invented.
create table reservations (
    id uuid primary key default gen_random_uuid(),
    full_name varchar(255),
    email varchar(255),
    phone varchar(50),
    activity text,
    space_type text,
    start_date date,
    end_date date,
    occupants integer,
    subscription_type text,
    amount numeric,
    payment_method text,
    transaction_id text,
    status text default 'pending',
    created_at timestamptz default now(),
    updated_at timestamptz default now()
);
alter table reservations enable row level security;
create policy "Anyone may book" on reservations for insert with check (true);

insert into reservations (full_name, email, phone, activity, space_type, start_date, end_date, amount, payment_method,
    transaction_id, status, created_at, updated_at)
values
    ('Client A', E' \tClient.A@Example.CD\n', '+243810000001', 'Conseil', 'coworking', '2025-01-10', '2025-01-12', 150.005,
        'orange_money', 'T1', 'completed', '2025-01-01Z', '2025-01-01Z'),
    (null, 'client.b@example.cd', null, null, null, null, 'infinity', 'NaN', null, null, 'confirmed', null, '2025-01-02Z'),
    ('Client C', 'ÉLISE@example.cd', '', 'Droit', 'bureau-prive', '2025-02-01', '2025-02-02', 1e30, 'visa', 'T3', 'pending',
        'infinity', '2025-01-03Z'),
    ('Client D', null, '', '', '', '2025-02-01', '2025-02-02', -5, 'cash', 'T4', 'cancelled', '2025-01-04Z', '2025-01-04Z'),
    ('Client E', 'client.e@example.cd', '', '', '', '2025-02-01', '2025-02-02', 9999999999.99, 'cash', 'T5', 'cancelled',
        '2025-01-04Z', '2025-01-04Z');

create table ai_follow_up_strategies (
    id text primary key,
    name text not null,
    description text,
    trigger_conditions jsonb not null default '[]',
    ai_prompt text,
    priority text not null default 'medium' check (priority in ('low', 'medium', 'high', 'urgent')),
    channels text[] not null default '{email}',
    cooldown_days integer default 7,
    is_active boolean default true,
    created_at timestamptz default '2025-01-01Z',
    updated_at timestamptz default '2025-01-01Z'
);

insert into ai_follow_up_strategies (id, name, trigger_conditions, ai_prompt, priority, channels, cooldown_days, is_active)
values
    ('welcome_new_client', 'Welcome', '[{"type": "days_since_last_reservation", "operator": "less_than", "value": 7},
        {"type": "total_spent", "operator": "greater_than", "value": 0}]', 'Say welcome', 'high', '{email}', 30, true),
    -- An admin waits longer before calling someone inactive.
    ('inactive_client_reminder', 'Inactive', '[{"type": "days_since_last", "operator": "greater_than", "value": 45},
        {"type": "total_spent", "operator": "greater_than", "value": 50}]', 'Come back', 'medium', '{email,sms}', 14, true),
    ('vip_retention', 'VIP', '[{"type": "total_spent", "operator": "greater_than", "value": "500"},
        {"type": "days_since_last_reservation", "operator": "greater_than", "value": 14}]', 'Dear', 'urgent', '{sms,email}', 7,
        true),
    -- Switched off, otherwise unchanged.
    ('cancelled_reservation_followup', 'Cancelled', '[{"type": "reservation_status", "operator": "equals",
        "value": "cancelled"}]', 'Why', 'high', '{email}', 3, false),
    ('seasonal_promotion', 'Season', '[{"type": "days_since_last", "operator": "greater_than", "value": 7}]', 'Season',
        'medium', '{email,push}', 21, true),
    -- An incomplete strategy: without conditions, it must not match every client.
    ('half', 'Half', 'null', null, 'low', '{push}', null, null);

create table ai_follow_ups (
    id uuid primary key default gen_random_uuid(),
    client_id text not null,
    strategy_id text references ai_follow_up_strategies (id),
    subject text,
    message text,
    channel text default 'email',
    scheduled_date timestamptz,
    priority text default 'medium',
    ai_confidence integer default 85,
    generated_at timestamptz default '2025-03-01Z',
    status text default 'pending' constraint some_old_name check (status in ('pending', 'sent', 'cancelled', 'failed')),
    sent_at timestamptz,
    created_at timestamptz default '2025-03-01Z',
    updated_at timestamptz default '2025-03-02Z'
);

insert into ai_follow_ups (id, client_id, strategy_id, subject, message, channel, scheduled_date, priority, ai_confidence,
    status, sent_at)
values
    -- Two open follow-ups of one client, under two spellings.
    ('00000000-0000-0000-0000-000000000001', 'Client.A@Example.cd', 'vip_retention', 'S1', 'M1', 'email', '2025-03-03Z',
        'urgent', 90, 'pending', null),
    ('00000000-0000-0000-0000-000000000002', 'client.a@example.cd', 'welcome_new_client', 'S2', 'M2', 'sms', '2025-03-04Z',
        'high', 80, 'pending', null),
    ('00000000-0000-0000-0000-000000000003', 'client.b@example.cd', null, null, null, 'email', null, null, 130, 'sent', null),
    ('00000000-0000-0000-0000-000000000004', 'client.c@example.cd', null, 'S4', 'M4', 'whatsapp', '2025-03-04Z', 'extreme',
        -3, 'pending', null),
    ('00000000-0000-0000-0000-000000000005', 'client.d@example.cd', null, 'S5', 'M5', 'push', '2025-03-04Z', 'low', null,
        'failed', null),
    ('00000000-0000-0000-0000-000000000006', 'client.e@example.cd', null, 'S6', 'M6', 'email', '2025-03-04Z', 'low', 50, null,
        null);

create table ai_follow_up_settings (
    id text primary key default 'default',
    high_risk_threshold integer default 70,
    low_engagement_threshold integer default 40,
    critical_inactivity_days integer default 30,
    check_interval_minutes integer default 60,
    daily_follow_up_limit integer default 50,
    auto_mode_enabled boolean default false,
    created_at timestamptz default '2025-01-01Z',
    updated_at timestamptz default '2025-01-01Z'
);
insert into ai_follow_up_settings (high_risk_threshold, critical_inactivity_days, check_interval_minutes, daily_follow_up_limit)
values (65, 45, 0, null);

create table ai_follow_up_logs (
    id uuid primary key default gen_random_uuid(),
    action text not null,
    client_id text,
    strategy_id text,
    follow_up_id uuid references ai_follow_ups (id) on delete set null,
    details jsonb,
    success boolean default true,
    error_message text,
    created_at timestamptz default '2025-03-01Z'
);
insert into ai_follow_up_logs (action, client_id, follow_up_id, details, success)
values
    ('generated', 'client.a@example.cd', '00000000-0000-0000-0000-000000000001', '{"by": "old"}', true),
    ('sent', 'client.b@example.cd', '00000000-0000-0000-0000-000000000003', null, null);

alter table ai_follow_ups enable row level security;
create policy "Allow all" on ai_follow_ups for all using (true) with check (true);
create policy "Allow all" on ai_follow_up_strategies for all using (is_active);
create policy "Allow all" on ai_follow_up_settings for all using (true);
create policy "Allow all" on ai_follow_up_logs for all using (true);

create function analyze_client_ai(email text) returns jsonb language sql as $$ select '{}'::jsonb $$;
create function analyze_client_ai(email text, deep boolean) returns jsonb language sql as $$ select '{}'::jsonb $$;
create function generate_automatic_follow_ups() returns integer language sql as $$ select 0 $$;
create function send_follow_up() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger send_on_insert after insert on ai_follow_ups for each row execute function send_follow_up();

create view client_ai_insights as select client_id, count(*) as n from ai_follow_ups group by client_id;
create view ai_follow_up_stats as
    select status, count(*) as n from ai_follow_ups f left join ai_follow_up_strategies s on s.id = f.strategy_id group by status;
