using System.Text;
using DrsDurable.Simulator.Ec2;
using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.ServiceQuotas;
using DrsDurable.Simulator.Sts;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Services;

/// <summary>The services of the simulator, all at one address.</summary>
internal static class SimulatedServices
{
    public static readonly DrsService Drs = new();

    private static readonly StsService _sts = new();

    private static readonly Ec2Service _ec2 = new();

    private static readonly IamService _iam = new();

    private static readonly ServiceQuotasService _quotas = new();

    public static readonly IReadOnlyList<SimulatedService> All = [Drs, _sts, _ec2, _iam, _quotas];

    /// <summary>Operations of all services, which faults can be selected by.</summary>
    public static readonly IReadOnlyList<string> Operations = [.. All.SelectMany(service => service.Served)];

    public static readonly IReadOnlyList<string> PagedOperations = [.. All.SelectMany(service => service.Paged)];

    /// <summary>
    /// Whose request this is. The credential scope of the signature says so; without one the form does, which is how an unsigned request gets an answer in its
    /// own service's words.
    /// </summary>
    /// <param name="scope">Service name of the credential scope; null when there is none.</param>
    public static SimulatedService For(string? scope, string? contentType, ReadOnlySpan<byte> body)
    {
        if (All.FirstOrDefault(service => service.SigningName == scope) is { } scoped)
        {
            return scoped;
        }

        return contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true ? Drs
            : RestMembers.Parameters(Encoding.UTF8.GetString(body)).FirstOrDefault(parameter => parameter.Name == "Version").Value switch
            {
                Ec2Service.ApiVersion => _ec2,
                IamService.ApiVersion => _iam,
                _ => _sts,
            };
    }
}
