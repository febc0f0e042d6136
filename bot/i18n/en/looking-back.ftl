### What one would have seen on an earlier day

as-of = As of { $day }
as-of-text = As of { $day }: { $sentence }
as-of-older = Nothing is kept of { $day }; these are the numbers of { $kept }.
