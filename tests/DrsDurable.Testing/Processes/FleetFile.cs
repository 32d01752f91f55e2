using System.Globalization;
using System.Text;

namespace DrsDurable.Testing.Processes;

/// <summary>A small fleet in one account and Region, with ids that tests can name.</summary>
public static class FleetFile
{
    public const string AccountId = "111122223333";

    public const string Region = "us-east-1";

    /// <summary>Both halves of the access key.</summary>
    public const string AccessKey = "simulator";

    /// <summary>The id of server <paramref name="number"/>, from 1.</summary>
    public static string ServerId(int number) => string.Create(CultureInfo.InvariantCulture, $"s-3{number:x16}");

    /// <summary>Writes a fleet of that many Linux servers, ready to be launched.</summary>
    public static void Write(string path, int servers)
    {
        var text = new StringBuilder()
            .AppendLine("accounts:")
            .AppendLine(CultureInfo.InvariantCulture, $"  - id: \"{AccountId}\"")
            .AppendLine(CultureInfo.InvariantCulture, $"    accessKeyId: {AccessKey}")
            .AppendLine(CultureInfo.InvariantCulture, $"    secretAccessKey: {AccessKey}")
            .AppendLine("    regions:")
            .AppendLine(CultureInfo.InvariantCulture, $"      {Region}:")
            .AppendLine("        initialized: true")
            .AppendLine("        sourceServers:");
        foreach (var number in Enumerable.Range(1, servers))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"          - {{ id: {ServerId(number)}, hostname: server{number:000}, os: LINUX, replication: CONTINUOUS }}");
        }

        File.WriteAllText(path, text.ToString());
    }
}
