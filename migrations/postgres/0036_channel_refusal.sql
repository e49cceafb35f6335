-- Why the provider takes nothing of ours through a channel, and since when: whoever opens the console must see it. Gone as
-- soon as something has left through it.
alter table channels
    add column refused_at timestamptz,
    add column refused_because text,
    add constraint channels_refused_check check ((refused_at is null) = (refused_because is null));
