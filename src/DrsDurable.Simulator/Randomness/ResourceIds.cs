namespace DrsDurable.Simulator.Randomness;

/// <summary>Ids in the form DRS and EC2 give them. Source server and job ids start with a digit that belongs to their Region.</summary>
internal static class ResourceIds
{
    public static string SourceServer(SeededDraw draw, string cell, string region, string entity) =>
        "s-" + RegionDigit(region) + draw.Hex(cell, entity, "sourceServerID", 16);

    public static string Job(SeededDraw draw, string cell, string region, string entity) =>
        "drsjob-" + RegionDigit(region) + draw.Hex(cell, entity, "jobID", 16);

    public static string Instance(SeededDraw draw, string cell, string entity, string purpose) =>
        "i-0" + draw.Hex(cell, entity, purpose, 16);

    /// <summary>us-east-1 and us-west-2 as recorded from the service; other Regions get a digit of their own.</summary>
    public static char RegionDigit(string region) => region switch
    {
        "us-east-1" => '3',
        "us-west-2" => '5',
        _ => new SeededDraw(0).Hex("", region, "regionDigit", 1)[0],
    };
}
