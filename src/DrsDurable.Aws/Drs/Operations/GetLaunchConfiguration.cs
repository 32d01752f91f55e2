namespace DrsDurable.Aws.Drs;

public partial interface IAmazonDrs
{
    /// <summary>The launch settings that DRS itself keeps; network and instance type are in the EC2 launch template that it names.</summary>
    Task<GetLaunchConfigurationResponse> GetLaunchConfigurationAsync(GetLaunchConfigurationRequest request, CancellationToken cancellationToken = default);
}

public partial class AmazonDrsClient
{
    public virtual Task<GetLaunchConfigurationResponse> GetLaunchConfigurationAsync(GetLaunchConfigurationRequest request, CancellationToken cancellationToken = default) =>
        PostAsync<GetLaunchConfigurationResponse>("/GetLaunchConfiguration", request, cancellationToken);
}
