using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

public sealed class DescribeRecoverySnapshotsRequest : AmazonDrsRequest
{
    public string? SourceServerID { get; set; }

    public DescribeRecoverySnapshotsRequestFilters? Filters { get; set; }

    public RecoverySnapshotsOrder? Order { get; set; }

    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class DescribeRecoverySnapshotsRequestFilters
{
    /// <summary>As <see cref="DrsTime.Format"/> writes it.</summary>
    public string? FromDateTime { get; set; }

    public string? ToDateTime { get; set; }
}

public sealed class DescribeRecoverySnapshotsResponse : AmazonWebServiceResponse
{
    public List<RecoverySnapshot>? Items { get; set; }

    public string? NextToken { get; set; }
}

public sealed class RecoverySnapshot
{
    public string? SnapshotID { get; set; }

    public string? SourceServerID { get; set; }

    public string? ExpectedTimestamp { get; set; }

    /// <summary>Absent while the snapshot has not been taken yet.</summary>
    public string? Timestamp { get; set; }

    public List<string>? EbsSnapshots { get; set; }
}
