using Amazon.Runtime;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2.Model;

public sealed class DescribeInstancesRequest : AmazonEC2Request
{
    [WireName("InstanceId")]
    public List<string>? InstanceIds { get; set; }

    [WireName("Filter")]
    public List<Filter>? Filters { get; set; }

    /// <summary>True: nothing is done; the error DryRunOperation says that it would have been.</summary>
    public bool? DryRun { get; set; }

    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class DescribeInstancesResponse : AmazonWebServiceResponse
{
    [WireName(Answer = "reservationSet")]
    public List<Reservation>? Reservations { get; set; }

    public string? NextToken { get; set; }
}

public sealed class Reservation
{
    public string? ReservationId { get; set; }

    public string? OwnerId { get; set; }

    [WireName(Answer = "instancesSet")]
    public List<Instance>? Instances { get; set; }
}
