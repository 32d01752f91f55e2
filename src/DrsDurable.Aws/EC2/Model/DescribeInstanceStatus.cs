using Amazon.Runtime;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2.Model;

public sealed class DescribeInstanceStatusRequest : AmazonEC2Request
{
    [WireName("InstanceId")]
    public List<string>? InstanceIds { get; set; }

    [WireName("Filter")]
    public List<Filter>? Filters { get; set; }

    /// <summary>Otherwise only running instances are listed.</summary>
    public bool? IncludeAllInstances { get; set; }

    /// <summary>True: nothing is done; the error DryRunOperation says that it would have been.</summary>
    public bool? DryRun { get; set; }

    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class DescribeInstanceStatusResponse : AmazonWebServiceResponse
{
    [WireName(Answer = "instanceStatusSet")]
    public List<InstanceStatus>? InstanceStatuses { get; set; }

    public string? NextToken { get; set; }
}

public sealed class InstanceStatus
{
    public string? InstanceId { get; set; }

    public string? AvailabilityZone { get; set; }

    public InstanceState? InstanceState { get; set; }

    [WireName(Answer = "instanceStatus")]
    public InstanceStatusSummary? Status { get; set; }

    public InstanceStatusSummary? SystemStatus { get; set; }
}

public sealed class InstanceStatusSummary
{
    public SummaryStatus? Status { get; set; }

    public List<InstanceStatusDetails>? Details { get; set; }
}

public sealed class InstanceStatusDetails
{
    public StatusName? Name { get; set; }

    public StatusType? Status { get; set; }

    public DateTime? ImpairedSince { get; set; }
}
