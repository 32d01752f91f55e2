using System.Globalization;
using System.Text;
using DrsDurable.Host.Configuration;

namespace DrsDurable.Host.CommandLine;

public static class Usage
{
    /// <summary>The text of <c>--help</c>.</summary>
    public static string Text()
    {
        var text = new StringBuilder();
        text.AppendLine("""
            DrsDurable: runs disaster-recovery drills on AWS Elastic Disaster Recovery (DRS).

            Usage:  [serve | demo] [--Section:Key value …]        no verb = serve

              serve   the HTTP API; by default against a DRS simulator in this process
              demo    a complete drill against the simulator: no AWS account, no credentials
                --keep            keep ./.data, use the configured ports, go on serving until Ctrl-C
                --time-scale N    simulated seconds per real second (60)
                --seed N          seed of the simulator (1)
                --fleet FILE      your own servers instead of the sample fleet

            Configuration, as --Section:Key value or as environment variable Section__Key:
            """);
        foreach (var setting in SettingCatalogue.All)
        {
            var name = setting.Default is null ? setting.Key : $"{setting.Key}={setting.Default}";
            text.AppendLine(CultureInfo.InvariantCulture, $"  {name,-42} {setting.Meaning}");
        }

        text.AppendLine();
        text.Append("Exit codes: 0 ok · 1 the drill did not complete · 2 usage or configuration · 3 port or data directory in use");
        return text.ToString();
    }
}
