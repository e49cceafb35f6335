-- SQLite tells each connection by itself whether another one has written (pragma data_version): nothing is needed here.
select 1;
