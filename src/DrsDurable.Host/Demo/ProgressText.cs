namespace DrsDurable.Host.Demo;

/// <summary>A drill as text.</summary>
public static class ProgressText
{
    private const int ServersShownByName = 12;

    /// <summary>The whole state, for a screen that is drawn again and again.</summary>
    public static IReadOnlyList<string> Screen(DrillView drill, TimeSpan simulated, TimeSpan real)
    {
        ArgumentNullException.ThrowIfNull(drill);
        var lines = new List<string>
        {
            $"drill {drill.PlanName}  {drill.Status}  {Durations.Simulated(simulated)} simulated, {Durations.Real(real)} real",
        };
        var width = drill.Waves.Select(wave => wave.WaveName.Length).Concat(drill.Servers.Select(server => server.Name.Length + 2)).Max() + 2;
        foreach (var wave in drill.Waves)
        {
            lines.Add($"  {wave.WaveName.PadRight(width)}{wave.Status}{Remark(drill, wave)}");
            lines.AddRange(wave.Servers.Count <= ServersShownByName
                ? wave.Servers.Select(server => $"    {server.Name.PadRight(width - 2)}{server.Status}{Error(server)}")
                : [$"    {Counts(wave)}"]);
        }

        if (drill.Cleanup.Status != "NONE")
        {
            lines.Add($"  {"clean-up".PadRight(width)}{drill.Cleanup.Status}");
        }

        return lines;
    }

    /// <summary>What is new since the last look, for output that only grows; each line begins with simulated time.</summary>
    public static IReadOnlyList<string> Changes(DrillView? before, DrillView now, TimeSpan simulated)
    {
        ArgumentNullException.ThrowIfNull(now);
        var lines = new List<string>();
        for (var i = 0; i < now.Waves.Count; i++)
        {
            var (old, wave) = (before?.Waves[i], now.Waves[i]);
            var hasNewStatus = old is null ? wave.Status != "PENDING" : old.Status != wave.Status;
            if (hasNewStatus && !EndsWave(wave.Status))
            {
                lines.Add($"{wave.WaveName}: {wave.Status}");
            }

            if (wave.Waiting is { } waiting && waiting != old?.Waiting)
            {
                lines.Add($"{wave.WaveName}: waits, {waiting.Reason}{(waiting.Detail is null ? "" : $" ({waiting.Detail})")}");
            }

            var changed = wave.Servers.Where((server, j) => server.Status != (old?.Servers[j].Status ?? "PENDING")).ToList();
            lines.AddRange(wave.Servers.Count <= ServersShownByName
                ? changed.Select(server => $"{wave.WaveName}: {server.Name} {server.Status}{Error(server)}")
                : changed.Count > 0 ? [$"{wave.WaveName}: {Counts(wave)}"] : []);
            if (hasNewStatus && EndsWave(wave.Status))
            {
                lines.Add($"{wave.WaveName}: {wave.Status}");
            }
        }

        if (now.Cleanup.Status != (before?.Cleanup.Status ?? "NONE") && now.Cleanup.Status != "PENDING")
        {
            lines.Add($"clean-up: {now.Cleanup.Status}");
        }

        if (now.Status != (before?.Status ?? "PENDING"))
        {
            lines.Add($"drill: {now.Status}");
        }

        return [.. lines.Select(line => $"{Durations.Simulated(simulated)}  {line}")];
    }

    /// <summary>One row a server, with a heading.</summary>
    public static IReadOnlyList<string> ClosingTable(DrillView drill)
    {
        ArgumentNullException.ThrowIfNull(drill);
        string[][] rows =
        [
            ["WAVE", "SERVER", "STATUS", "UP AFTER", "EC2 INSTANCE"],
            .. drill.Waves.SelectMany(wave => wave.Servers.Select(server => (string[])
            [
                wave.WaveName,
                server.Name,
                server.Status,
                server.LaunchedAt is { } up && drill.StartedAt is { } start ? Durations.Simulated(up - start) : "-",
                server.Error is null ? server.Ec2InstanceId ?? "-" : Error(server).TrimStart(),
            ])),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return [.. rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd())];
    }

    /// <summary>The last line of a demo.</summary>
    public static string LastLine(DrillView drill, TimeSpan simulated, TimeSpan real)
    {
        ArgumentNullException.ThrowIfNull(drill);
        return $"drill {drill.ExecutionId} {drill.Status} in {Durations.Simulated(simulated)} simulated, {Durations.Real(real)} real";
    }

    /// <summary>Such a status is told after what happened to the servers.</summary>
    private static bool EndsWave(string status) => status is not ("PENDING" or "STARTED" or "LAUNCHING");

    private static string Remark(DrillView drill, DrillWave wave) => wave switch
    {
        { Waiting: { } waiting } => $"  waits: {waiting.Reason}{(waiting.Detail is null ? "" : $" ({waiting.Detail})")}",
        { UpAt: { } up } when drill.StartedAt is { } start => $"  up after {Durations.Simulated(up - start)}",
        { Status: "PENDING", DependsOn.Count: > 0 } => $"  after {string.Join(", ", wave.DependsOn)}",
        _ => "",
    };

    private static string Error(DrillServer server) =>
        server.Error is null ? "" : $"  {server.Error.Code}{(server.Error.RawError is null ? "" : $": {server.Error.RawError}")}";

    private static string Counts(DrillWave wave) => string.Join(
        ", ",
        wave.Servers.GroupBy(server => server.Status, StringComparer.Ordinal).Select(group => $"{group.Count()} {group.Key}"));
}
